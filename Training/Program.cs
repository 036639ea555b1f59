

return 0;

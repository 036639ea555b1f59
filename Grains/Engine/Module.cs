using System.Runtime.CompilerServices;

// Searches take kilobytes of stack that they write before they read: clearing it first is a measurable part of a search.
[module: SkipLocalsInit]

using Manidala.Gateway;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Services.AddManidalaGateway(builder.Configuration);

var app = builder.Build();
app.MapManidalaGateway();
await app.RunAsync();

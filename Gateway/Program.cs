using Manidala.Gateway;
using Manidala.Gateway.Hosting;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Services.AddManidalaGateway(builder.Configuration);
builder.AddClusterClient();

var app = builder.Build();
app.MapManidalaGateway();
await app.RunAsync();

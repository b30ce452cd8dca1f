using EagerReceiver;
using ScreenMeet.AspNetCore;

var builder = WebApplication.CreateBuilder(args);

// Read at once, as applications do that check their configuration first.
var signingKey = builder.Configuration["ScreenMeet:SigningKey"] ?? throw new InvalidOperationException("ScreenMeet:SigningKey is missing.");

builder.Services.AddScreenMeetWebhooks(options => options.SigningKey = signingKey);
builder.Services.AddScreenMeetWebhooks("fixed", options => options.SigningKey = "whsk_c09d51e7a2b84f36");
builder.Services.AddScreenMeetWebhooks("provided", static _ => { }).AddSigningKeyProvider<ProductionKeyProvider>();

var app = builder.Build();

app.UseScreenMeetWebhooks();
app.MapPost("/eager", (ScreenMeetDelivery delivery) => delivery.Count);
app.MapPost("/fixed", (ScreenMeetDelivery delivery) => delivery.Count).RequireScreenMeetSignature("fixed");
app.MapPost("/provided", (ScreenMeetDelivery delivery) => delivery.Count).RequireScreenMeetSignature("provided");

app.Run();

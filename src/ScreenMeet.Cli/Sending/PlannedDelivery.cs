using ScreenMeet.AspNetCore.Testing;

namespace ScreenMeet.Cli;

// One request to make, and the answer that it should get.
internal sealed record PlannedDelivery(ScreenMeetTestDelivery Delivery, string Content, bool IsForged = false)
{
    public string Expected => IsForged ? "401" : "2xx";

    public bool IsExpected(int status) => IsForged ? status == 401 : status is >= 200 and < 300;
}

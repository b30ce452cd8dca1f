using System.ComponentModel.DataAnnotations;

namespace InboxReceiver.Data;

public class Session
{
    public const int MaxIdLength = 64;

    [MaxLength(MaxIdLength)]
    public required string Id { get; set; }

    public string? Label { get; set; }

    public string? Status { get; set; }

    public string? LastEvent { get; set; }

    public DateTime LastEventAt { get; set; }

    public int EventCount { get; set; }
}

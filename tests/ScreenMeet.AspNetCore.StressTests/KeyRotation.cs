using System.Globalization;
using System.Security.Cryptography;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.StressTests;

// The sender's side of key resets, and the receiver's configuration, moved as the README's "Rotate the signing key" says.
// A key that is in use is not retired before its deliveries are answered: so what is answered to them is certain.
internal sealed class KeyRotation : IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _uses = [];
    private readonly int _maxBodySize;
    private readonly Action<string, string> _configure;
    private string _current = NewKey();
    private string? _previous;
    private string _retired = NewKey();
    private int _steps;

    public KeyRotation(int maxBodySize, Action<string, string> configure)
    {
        (_maxBodySize, MaxBodySize, _configure) = (maxBodySize, maxBodySize, configure);
        configure("SigningKey", _current);
        configure("MaxBodySize", Text(maxBodySize));
    }

    public static int Slack => 16;

    // What is configured now: by so much more than at first, or not.
    public int MaxBodySize { get; private set; }

    public int Rotations => _steps / 4;

    public async Task StepAsync()
    {
        await _oneAtATime.WaitAsync();
        try
        {
            switch (_steps++ % 4)
            {
                case 0:
                    _configure("PreviousSigningKey", _current);
                    break;
                case 1:
                    StartWithNewKey();
                    break;
                case 2:
                    ChangeOtherOptions();
                    break;
                default:
                    await RetirePreviousKeyAsync();
                    break;
            }
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public KeyUse Take(DeliveryKind kind)
    {
        lock (_lock)
        {
            switch (kind)
            {
                case DeliveryKind.Retired:
                    return new(_retired);
                case DeliveryKind.Unknown:
                    return new(NewKey());
                case DeliveryKind.Doubtful:
                    return new(_previous ?? _retired);
            }

            var isPrevious = kind == DeliveryKind.Previous && _previous is not null;
            var key = isPrevious ? _previous! : _current;
            _uses[key] = _uses.GetValueOrDefault(key) + 1;
            return new(key, isPrevious, () => GiveBack(key));
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private void GiveBack(string key)
    {
        lock (_lock)
        {
            _uses[key]--;
        }
    }

    private void StartWithNewKey()
    {
        var key = NewKey();
        _configure("SigningKey", key);
        lock (_lock)
        {
            (_previous, _current) = (_current, key);
        }
    }

    // First to what is not valid, and keeps the options before in force.
    private void ChangeOtherOptions()
    {
        var isOdd = int.IsOddInteger(Rotations);
        _configure("MaxBodySize", "0");
        MaxBodySize = isOdd ? _maxBodySize : _maxBodySize + Slack;
        _configure("MaxBodySize", Text(MaxBodySize));
        _configure("BodyTimeout", isOdd ? "00:01:00" : "00:02:00");
    }

    private async Task RetirePreviousKeyAsync()
    {
        string retiring;
        lock (_lock)
        {
            retiring = _previous!;
            _previous = null;
        }

        await Poll.UntilAsync(
            () =>
            {
                lock (_lock)
                {
                    return _uses.GetValueOrDefault(retiring) == 0;
                }
            },
            "the previous key to be out of use");
        _configure("PreviousSigningKey", "");
        lock (_lock)
        {
            _retired = retiring;
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string NewKey() => "whsk_" + RandomNumberGenerator.GetHexString(16, lowercase: true);
}

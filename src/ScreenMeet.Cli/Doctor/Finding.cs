namespace ScreenMeet.Cli;

// A way to sign that makes exactly the signature that was sent.
internal sealed record Finding(SignatureReading Signature, KeyReading Key, MacScheme Mac, BodyReading Body)
{
    public int Distance => Body.Distance + (Signature.IsOdd ? 2 : 0) + (Key.IsOdd ? 2 : 0) + (Mac.IsOdd ? 2 : 0);

    // What a report has to say: nothing of the key or the body.
    public string Scheme => $"{Mac.Name}; key: {(Mac.UsesKey ? Key.Name : "not used")}; signature: {Signature.Name}; body: {Body.Name}";
}

namespace Retrain.Cli;

/// <summary>What the programs end with.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int SomePhotosUnusable = 3;
    public const int Interrupted = 130;
}

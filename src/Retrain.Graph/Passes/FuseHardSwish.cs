using System.Collections.Immutable;
using Retrain.Graph.Ops;

namespace Retrain.Graph.Passes;

/// <summary>x relu6(x + 3) / 6 in any spelling is one operator, which runtimes have and which is rounded to whole numbers once.</summary>
internal static class FuseHardSwish
{
    /// <summary>The rule.</summary>
    public static ImmutableArray<Value>? Rule(RewriteStep step) =>
        ElementFunctions.Source(step, x => x * Math.Clamp(x + 3, 0, 6) / 6) is { } source ? step.Replace(new HardSwish(), source) : null;
}

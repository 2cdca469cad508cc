using System.Runtime.ExceptionServices;

namespace Retrain.Selection;

/// <summary>Trainings that do not depend on each other.</summary>
internal static class Trainings
{
    /// <summary>Runs them on as many cores as there are. If some fail, the failure of one is thrown as it is.</summary>
    /// <param name="count">How many.</param>
    /// <param name="training">Gets the number of each, from 0.</param>
    /// <param name="cancellationToken">No training is begun after it; each looks at it itself.</param>
    public static void Run(int count, Action<int> training, CancellationToken cancellationToken)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellationToken }, training);
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
    }
}

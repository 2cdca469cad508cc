using Retrain.Graph.Ops;

namespace Retrain.Formats;

/// <summary>
/// A <see cref="Slice"/> as TensorFlow and TensorFlow Lite say it: a begin, an end and a step for each axis, and bits for the axes that are
/// cut from their start or to their end.
/// </summary>
/// <param name="Begins">First index of each axis.</param>
/// <param name="Ends">Index behind the last one.</param>
/// <param name="Steps">From one index to the next.</param>
/// <param name="BeginMask">Axes whose begin does not count.</param>
/// <param name="EndMask">Axes whose end does not count.</param>
internal sealed record StridedCut(int[] Begins, int[] Ends, int[] Steps, int BeginMask, int EndMask)
{
    /// <summary>The form for the first axes of a tensor.</summary>
    /// <param name="slice">What is cut.</param>
    /// <param name="axes">How many axes are said; no other is cut.</param>
    public static StridedCut Of(Slice slice, int axes)
    {
        var cut = new StridedCut(new int[axes], new int[axes], new int[axes], 0, 0);
        int beginMask = 0;
        int endMask = 0;
        for (int axis = 0; axis < axes; axis++)
        {
            int i = slice.Axes.IndexOf(axis);
            (int begin, int end, int step) = i < 0 ? (0, int.MaxValue, 1) : (slice.Starts[i], slice.Ends[i], slice.Steps[i]);
            bool isFromStart = i < 0 || (step > 0 ? begin == int.MinValue : begin == int.MaxValue);
            bool isToEnd = step > 0 ? end == int.MaxValue : end == int.MinValue;
            cut.Begins[axis] = isFromStart ? 0 : begin;
            cut.Ends[axis] = isToEnd ? 0 : end;
            cut.Steps[axis] = step;
            beginMask |= (isFromStart ? 1 : 0) << axis;
            endMask |= (isToEnd ? 1 : 0) << axis;
        }

        return cut with { BeginMask = beginMask, EndMask = endMask };
    }
}

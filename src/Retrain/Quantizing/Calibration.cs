using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Graph.Passes;
using Retrain.Photos.Listing;

namespace Retrain.Quantizing;

/// <summary>A network with what was seen of its values, ready to be quantised in several ways.</summary>
internal sealed class Calibration
{
    private readonly Network network;
    private readonly string name;
    private readonly Dictionary<Value, ValueRange> known;
    private readonly Dictionary<Value, ActivationHistogram> seen;

    private Calibration(
        Network network, string name, Dictionary<Value, ValueRange> known, Dictionary<Value, ActivationHistogram> seen)
    {
        this.network = network;
        this.name = name;
        this.known = known;
        this.seen = seen;
    }

    /// <summary>Number of values whose ranges were measured; fake quantisers said the others'.</summary>
    public int Measured => seen.Count;

    /// <summary>Looks at photos.</summary>
    /// <param name="network">One picture input [N, H, W, 3], simplified.</param>
    /// <param name="name">The model, for messages.</param>
    /// <param name="pictures">As for <see cref="Calibrator.Observe"/>.</param>
    /// <param name="inputRange">Where pixels lie; <see langword="null"/>: what is seen.</param>
    /// <param name="cancellationToken">Checked between pictures.</param>
    /// <exception cref="RetrainException">There is no picture, or the network cannot be run.</exception>
    public static Calibration Run(
        Network network, string name, IEnumerable<Func<float[]?>> pictures, ValueRange? inputRange, CancellationToken cancellationToken) =>
        Named(name, () =>
        {
            (Network prepared, Dictionary<Value, ValueRange> known) = TakeFakeQuantizers.Run(PrepareForLevels.Run(network));
            if (inputRange is { } range)
            {
                known.TryAdd(prepared.Inputs[0], range);
            }

            Value[] wanted = [.. new QuantizationPlan(prepared).Wanted(known)];
            return new Calibration(prepared, name, known, Calibrator.Observe(prepared, name, wanted, pictures, cancellationToken));
        });

    /// <summary>The network on whole numbers.</summary>
    public Network Quantize(CalibrationMethod method) => Named(name, () =>
    {
        var ranges = new Dictionary<Value, ValueRange>(known);
        foreach ((Value value, ActivationHistogram histogram) in seen)
        {
            ranges[value] = RangeSearch.Find(histogram, method);
        }

        return QuantizeNetwork.Run(network, ranges);
    });

    private static T Named<T>(string name, Func<T> run)
    {
        try
        {
            return run();
        }
        catch (GraphException e)
        {
            throw new RetrainException($"'{name}' cannot be quantised: {Wording.OneLine(e.Message)}", e);
        }
    }
}

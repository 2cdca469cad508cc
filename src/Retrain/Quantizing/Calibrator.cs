using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;
using Retrain.Backbones;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Networks;

namespace Retrain.Quantizing;

/// <summary>Runs a float network on photos and counts what its inner values are.</summary>
internal static class Calibrator
{
    /// <summary>Elements that one run may give at once, 256 MiB: networks with more are run in parts.</summary>
    private const long MostElements = 1L << 26;

    /// <summary>Counts values.</summary>
    /// <param name="network">One picture input [N, H, W, 3].</param>
    /// <param name="name">The model, for messages.</param>
    /// <param name="wanted">Values of the network, its input among them or not.</param>
    /// <param name="pictures">Make preprocessed photos, H * W * 3 each, or nothing of one that cannot be read; called once.</param>
    /// <param name="cancellationToken">Checked between pictures.</param>
    /// <exception cref="RetrainException">There is no picture, or the network cannot be run.</exception>
    public static Dictionary<Value, ActivationHistogram> Observe(
        Network network,
        string name,
        IReadOnlyList<Value> wanted,
        IEnumerable<Func<float[]?>> pictures,
        CancellationToken cancellationToken)
    {
        Value input = network.Inputs[0];
        int[] shape = [1, .. input.Fact.Shape.Skip(1).Select(d => d.Length!.Value)];
        Part[] parts = [.. Split([.. wanted.Where(v => v != input)]).Select(values => new Part(network, name, values))];
        try
        {
            var total = wanted.ToDictionary(v => v, _ => new ActivationHistogram());
            int count = 0;
            Parallel.ForEach(
                pictures,
                new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
                () => wanted.ToDictionary(v => v, _ => new ActivationHistogram()),
                (read, _, own) =>
                {
                    if (read() is not { } picture)
                    {
                        return own;
                    }

                    Interlocked.Increment(ref count);
                    if (own.TryGetValue(input, out ActivationHistogram? seen))
                    {
                        seen.Add(picture);
                    }

                    foreach (Part part in parts)
                    {
                        part.Run(input.Name, picture, shape, own);
                    }

                    return own;
                },
                own =>
                {
                    lock (total)
                    {
                        foreach ((Value value, ActivationHistogram seen) in own)
                        {
                            total[value].Add(seen);
                        }
                    }
                });
            return count > 0 ? total : throw new RetrainException($"'{name}' cannot be calibrated without a photo");
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<OnnxRuntimeException>().FirstOrDefault() is { } fault)
        {
            throw new RetrainException($"the network {name} failed: {OnnxEnvironment.OneLine(fault)}", fault);
        }
        finally
        {
            foreach (Part part in parts)
            {
                part.Dispose();
            }
        }
    }

    private static IEnumerable<ImmutableArray<Value>> Split(ImmutableArray<Value> values)
    {
        var part = ImmutableArray.CreateBuilder<Value>();
        long elements = 0;
        foreach (Value value in values)
        {
            long own = value.Fact.Shape.Aggregate(1L, (product, d) => product * (d.Length ?? 1));
            if (part.Count > 0 && elements + own > MostElements)
            {
                yield return part.ToImmutable();
                part.Clear();
                elements = 0;
            }

            part.Add(value);
            elements += own;
        }

        if (part.Count > 0)
        {
            yield return part.ToImmutable();
        }
    }

    /// <summary>A session that gives some of the values.</summary>
    private sealed class Part : IDisposable
    {
        private readonly ImmutableArray<Value> values;
        private readonly InferenceSession session;
        private readonly RunOptions options = OnnxEnvironment.SilentRun();

        public Part(Network network, string name, ImmutableArray<Value> values)
        {
            this.values = values;
            Network part = network with { Outputs = [.. values.Select(v => new NetworkOutput(v.Name, v))] };
            try
            {
                session = OnnxEnvironment.Open(NetworkCompiler.ToOnnx(part, name));
            }
            catch (OnnxRuntimeException e)
            {
                throw new RetrainException($"the network {name} cannot be run: {OnnxEnvironment.OneLine(e)}", e);
            }
        }

        public void Run(string input, float[] picture, int[] shape, Dictionary<Value, ActivationHistogram> seen)
        {
            using OrtValue fed = OrtValue.CreateTensorValueFromMemory(picture, [.. shape.Select(l => (long)l)]);
            using IDisposableReadOnlyCollection<OrtValue> results =
                session.Run(options, [input], [fed], [.. values.Select(v => v.Name)]);
            for (int i = 0; i < values.Length; i++)
            {
                seen[values[i]].Add(results[i].GetTensorDataAsSpan<float>());
            }
        }

        public void Dispose()
        {
            session.Dispose();
            options.Dispose();
        }
    }
}

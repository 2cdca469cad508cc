using System.Security.Cryptography;
using System.Text;
using Retrain.Foundation;

namespace Retrain.Training;

/// <summary>A <see cref="TrainingState"/> as bytes: magic, identity of the run, state, SHA-256 of all before. Little-endian.</summary>
internal static class CheckpointFormat
{
    private const int MostArrays = 64;

    private static ReadOnlySpan<byte> Magic => "retrain checkpoint 1\n"u8;

    /// <summary>Writes a state.</summary>
    /// <param name="state">The state.</param>
    /// <param name="identity">Tells runs apart: photos, features, options.</param>
    public static byte[] Write(TrainingState state, string identity)
    {
        var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(identity);
        writer.Write(state.NextStep);
        writer.Write(state.Learner.Updates);
        writer.Write(state.Learner.LogitRange.BiasedMin);
        writer.Write(state.Learner.LogitRange.BiasedMax);
        writer.Write(state.Learner.LogitRange.Count);
        WriteArrays(writer, state.Learner.Arrays);
        writer.Write(state.Best is not null);
        if (state.Best is { } best)
        {
            writer.Write(best.Step);
            writer.Write(best.CrossEntropy);
            WriteHead(writer, best.Head);
        }

        writer.Write(state.JudgementsSinceBest);
        writer.Write(state.Judged.Count);
        foreach ((int step, float crossEntropy) in state.Judged)
        {
            writer.Write(step);
            writer.Write(crossEntropy);
        }

        writer.Write(state.Evaluations.Count);
        foreach (SgdEvaluation evaluation in state.Evaluations)
        {
            writer.Write(evaluation.Step);
            writer.Write(evaluation.TrainAccuracy);
            writer.Write(evaluation.CrossEntropy);
            writer.Write(evaluation.ValidationAccuracy);
            writer.Write(evaluation.ValidationCrossEntropy);
            writer.Write(evaluation.ValidationCount);
        }

        writer.Flush();
        writer.Write(SHA256.HashData(memory.GetBuffer().AsSpan(0, (int)memory.Length)));
        return memory.ToArray();
    }

    /// <summary>Reads a state.</summary>
    /// <returns><see langword="null"/> if it is that of another run.</returns>
    /// <exception cref="RetrainException">The bytes are no whole checkpoint.</exception>
    public static TrainingState? Read(byte[] bytes, string identity)
    {
        int end = bytes.Length - SHA256.HashSizeInBytes;
        if (end < Magic.Length || !bytes.AsSpan().StartsWith(Magic)
            || !SHA256.HashData(bytes.AsSpan(0, end)).AsSpan().SequenceEqual(bytes.AsSpan(end)))
        {
            throw new RetrainException("no whole checkpoint of this version");
        }

        using var reader = new BinaryReader(new MemoryStream(bytes, Magic.Length, end - Magic.Length), Encoding.UTF8);
        try
        {
            return reader.ReadString() == identity ? ReadState(reader) : null;
        }
        catch (Exception e) when (e is EndOfStreamException or ArgumentException or FormatException or IOException)
        {
            throw new RetrainException("no checkpoint of this version", e);
        }
    }

    private static TrainingState ReadState(BinaryReader reader)
    {
        int nextStep = reader.ReadInt32();
        int updates = reader.ReadInt32();
        var range = (reader.ReadSingle(), reader.ReadSingle(), reader.ReadInt32());
        var learner = new LearnerState(updates, range, ReadArrays(reader));
        BestHead? best = reader.ReadBoolean()
            ? new BestHead(reader.ReadInt32(), reader.ReadSingle(), ReadHead(reader))
            : null;
        int sinceBest = reader.ReadInt32();
        var judged = new (int, float)[Length(reader, 8)];
        for (int i = 0; i < judged.Length; i++)
        {
            judged[i] = (reader.ReadInt32(), reader.ReadSingle());
        }

        var evaluations = new SgdEvaluation[Length(reader, 24)];
        for (int i = 0; i < evaluations.Length; i++)
        {
            evaluations[i] = new SgdEvaluation(
                reader.ReadInt32(), reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle(), reader.ReadInt32());
        }

        return new TrainingState(nextStep, learner, best, sinceBest, judged, evaluations);
    }

    private static void WriteHead(BinaryWriter writer, Head head)
    {
        WriteArrays(writer, head.Hidden is { } hidden
            ? [head.Weights, head.Biases, hidden.Weights, hidden.Biases]
            : [head.Weights, head.Biases]);
        writer.Write(head.Quantization is not null);
        if (head.Quantization is { } ranges)
        {
            writer.Write(ranges.WeightMin);
            writer.Write(ranges.WeightMax);
            writer.Write(ranges.LogitMin);
            writer.Write(ranges.LogitMax);
        }
    }

    private static Head ReadHead(BinaryReader reader)
    {
        float[][] arrays = ReadArrays(reader);
        HeadQuantization? ranges = reader.ReadBoolean()
            ? new HeadQuantization(reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle())
            : null;
        return arrays.Length is 2 or 4
            ? new Head(arrays[0], arrays[1], arrays.Length == 4 ? new HiddenLayer(arrays[2], arrays[3]) : null, ranges)
            : throw new FormatException($"a head of {arrays.Length} arrays");
    }

    private static void WriteArrays(BinaryWriter writer, float[][] arrays)
    {
        writer.Write(arrays.Length);
        foreach (float[] array in arrays)
        {
            writer.Write(array.Length);
            foreach (float value in array)
            {
                writer.Write(value);
            }
        }
    }

    private static float[][] ReadArrays(BinaryReader reader)
    {
        int count = reader.ReadInt32();
        if (count is < 0 or > MostArrays)
        {
            throw new FormatException($"{count} arrays");
        }

        float[][] arrays = new float[count][];
        for (int a = 0; a < count; a++)
        {
            arrays[a] = new float[Length(reader, sizeof(float))];
            for (int i = 0; i < arrays[a].Length; i++)
            {
                arrays[a][i] = reader.ReadSingle();
            }
        }

        return arrays;
    }

    // Never more than the bytes that are there.
    private static int Length(BinaryReader reader, int bytesEach)
    {
        int length = reader.ReadInt32();
        return length >= 0 && length <= (reader.BaseStream.Length - reader.BaseStream.Position) / bytesEach
            ? length
            : throw new FormatException($"{length} entries");
    }
}

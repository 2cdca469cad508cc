using Retrain.Formats.TensorFlowLite;
using Retrain.Formats.TensorFlowLite.Writing;
using Retrain.Formats.TensorFlowLite.Writing.Ops;
using Retrain.Formats.Tests.TensorFlow.Ops;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Testing;

namespace Retrain.Formats.Tests.TensorFlowLite.Writing;

/// <summary>Each operator written and read back: it computes what the kernel computes.</summary>
public sealed class LiteOperatorTests
{
    /// <summary>Float32 in another order.</summary>
    private const double Tolerance = 2e-6;

    /// <summary>What the format has no words for.</summary>
    private static readonly string[] Refused = ["unary_Erf"];

    public static TheoryData<string> Names => [.. OperatorCases.All.Select(c => c.Name).Except(Refused)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Write_EachOperator_ComputesTheSameWhenReadBack(string name)
    {
        (Network network, Dictionary<string, Tensor> feeds) = TinyGraph.Build(OperatorCases.All.Single(c => c.Name == name));
        byte[] file = LiteWriter.Write(network, new LiteWriterOptions());

        Network read = LiteNetworkReader.Read(LiteModel.Read(file));

        LiteNetworkReader.RefuseUnsupported(read);
        Dictionary<string, Tensor> actual = ReferenceEvaluator.Run(read, feeds);
        if (network.Nodes is [{ Operator: Quantize { From: null } }])
        {
            // The runtime rounds ties away from 0, and ours to even: a tie may be a level apart.
            Assert.All(ReferenceEvaluator.Run(network, feeds)[name].ToDoubles().Zip(actual[name].ToDoubles()),
                p => Assert.InRange(Math.Abs(p.First - p.Second), 0, 1));
            return;
        }

        Same(ReferenceEvaluator.Run(network, feeds), actual, Tolerance);
    }

    [Fact]
    public void Write_WhatHasNoWords_IsRefusedByName()
    {
        foreach (string name in Refused)
        {
            Network network = TinyGraph.Build(OperatorCases.All.Single(c => c.Name == name)).Network;
            LiteFormatException e = Assert.Throws<LiteFormatException>(() => LiteWriter.Write(network, new LiteWriterOptions()));
            Assert.Contains($"'{name}'", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Writers_AllOperators_AreInTheTable() =>
        Assert.Equal([typeof(RandomUniform), typeof(Unsupported)], OperatorTable.All.Where(t => !LiteWriters.CanWrite(t)));

    internal static void Same(IReadOnlyDictionary<string, Tensor> expected, IReadOnlyDictionary<string, Tensor> actual, double tolerance)
    {
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        foreach ((string output, Tensor tensor) in expected)
        {
            Assert.Equal(tensor.ToString(), actual[output].ToString());
            Assert.All(tensor.ToDoubles().Zip(actual[output].ToDoubles()),
                p => Assert.Equal(p.First, p.Second, tolerance * Math.Max(1, Math.Abs(p.First))));
        }
    }
}

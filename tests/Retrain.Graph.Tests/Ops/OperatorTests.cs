using Retrain.Graph.Ops;

namespace Retrain.Graph.Tests.Ops;

/// <summary>The conformance table on the reference kernels, and what holds for each of its rows.</summary>
public sealed class OperatorTests
{
    public static TheoryData<string> Names => [.. OperatorCases.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Evaluate_Row_GivesTheOutputs(string name)
    {
        OperatorCase row = OperatorCases.All[name];
        AssertSame(row, row.Outputs, row.Operator.Evaluate(row.Inputs));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Infer_Row_AgreesWithEvaluate(string name)
    {
        OperatorCase row = OperatorCases.All[name];
        var facts = row.Operator.Infer([.. row.Inputs.Select(Fact.Of)]);
        Assert.Equal(row.Outputs.Length, facts.Length);
        for (int i = 0; i < facts.Length; i++)
        {
            Assert.Equal(row.Outputs[i].Type, facts[i].Type);
            Assert.Equal(row.Outputs[i].Shape.ToArray(), facts[i].KnownShape);
            if (facts[i].Constant is { } constant)
            {
                OperatorCase.AssertSame(row.Outputs[i], constant, 0);
            }

            if (facts[i].Content is { } content)
            {
                // What does not fit 32 bits is open.
                Assert.All(row.Outputs[i].ToInt64().Zip(content), p => Assert.True(p.Second.Length is null || p.First == p.Second.Length));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Infer_EveryLengthOpen_StillFits(string name)
    {
        OperatorCase row = OperatorCases.All[name];

        // Weights and lists of sizes stay as they are: only the first input is open.
        Fact first = Fact.Of(row.Inputs[0]);
        bool isList = row.Operator is RandomUniform or Sequence;
        Fact open = isList ? first : new Fact(first.Type, [.. first.Shape.Select((_, i) => new Dimension(null, $"axis{i}"))]);
        var facts = row.Operator.Infer([open, .. row.Inputs.Skip(1).Select(Fact.Of)]);
        for (int i = 0; i < facts.Length; i++)
        {
            Assert.Equal(row.Outputs[i].Type, facts[i].Type);
            Assert.Equal(row.Outputs[i].Rank, facts[i].Rank);
            Assert.All(facts[i].Shape.Zip(row.Outputs[i].Shape), d => Assert.True(d.First.Length is null || d.First.Length == d.Second));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Infer_NoInputs_IsRefused(string name)
    {
        Assert.Throws<GraphException>(() => OperatorCases.All[name].Operator.Infer([]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Evaluate_InputsStoredInAnotherOrder_GivesOutputsInAnotherOrder(string name)
    {
        OperatorCase row = OperatorCases.All[name];
        switch (row.Operator.Layout)
        {
            case LayoutRule.Image:
                CheckImage(row);
                break;
            case LayoutRule.Elementwise:
                CheckElementwise(row);
                break;
            case LayoutRule.Axes:
                CheckAxes(row);
                break;
            default:
                Assert.Null(row.Operator.Permute(Permutation.Plain(row.Inputs[0].Rank)));
                break;
        }
    }

    [Fact]
    public void All_Operators_AreInTheTableAndHaveTwoRows()
    {
        Type[] operators = [.. typeof(Operator).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Operator)) && !t.IsAbstract)];
        Assert.Equal(operators.OrderBy(t => t.Name), OperatorTable.All.OrderBy(t => t.Name));
        Assert.All(
            operators.Except([typeof(Unsupported), typeof(RandomUniform)]),
            t => Assert.True(OperatorCases.All.Values.Count(r => r.Operator.GetType() == t) >= 2, t.Name));
        Assert.All(Enum.GetValues<UnaryKind>(), k => Assert.Contains(OperatorCases.All.Values, r => r.Operator == new Unary(k)));
        Assert.All(Enum.GetValues<BinaryKind>(), k => Assert.Contains(OperatorCases.All.Values, r => r.Operator == new Binary(k)));
        Assert.All(
            operators.Where(t => t.IsAssignableTo(typeof(IImageOperator))),
            t => Assert.Contains(OperatorCases.All.Values,
                r => r.Operator.GetType() == t && ((IImageOperator)r.Operator).DataLayout == DataLayout.ChannelsFirst));
    }

    private static void CheckImage(OperatorCase row)
    {
        var image = (IImageOperator)row.Operator;
        bool isLast = image.DataLayout == DataLayout.ChannelsLast;
        Permutation order = isLast ? Permutation.ChannelsFirst : Permutation.ChannelsLast;
        Operator other = image.With(isLast ? DataLayout.ChannelsFirst : DataLayout.ChannelsLast);
        Assert.NotEqual(row.Operator, other);
        Tensor[] got = other.Evaluate([Store(row.Inputs[0], order), .. row.Inputs.Skip(1)]);
        AssertSame(row, [.. row.Outputs.Select(o => Store(o, order))], got);
        Assert.Equal(got[0].Shape.ToArray(),
            other.Infer([Fact.Of(Store(row.Inputs[0], order)), .. row.Inputs.Skip(1).Select(Fact.Of)])[0].KnownShape);
    }

    private static void CheckElementwise(OperatorCase row)
    {
        int rank = row.Outputs[0].Rank;
        foreach (Permutation order in Orders(rank))
        {
            Tensor[] inputs = [.. row.Inputs.Select(i => Store(i.Reshape([.. Enumerable.Repeat(1, rank - i.Rank), .. i.Shape]), order))];
            AssertSame(row, [Store(row.Outputs[0], order)], row.Operator.Evaluate(inputs));
        }
    }

    private static void CheckAxes(OperatorCase row)
    {
        foreach (Permutation order in Orders(row.Inputs[0].Rank))
        {
            if (row.Operator.Permute(order) is not { } permuted)
            {
                Assert.True(row.Operator is FakeQuantize { Min.Length: > 1 } && order.Stored(-1) != order.Rank - 1);
                continue;
            }

            Tensor[] inputs = [.. row.Inputs.Select(i => Store(i, order))];
            Tensor[] expected = [.. row.Outputs.Select(o => Store(o, permuted.Output))];
            AssertSame(row, expected, permuted.Operator.Evaluate(inputs));
            Assert.Equal(expected[0].Shape.ToArray(), permuted.Operator.Infer([.. inputs.Select(Fact.Of)])[0].KnownShape);
        }
    }

    private static Tensor Store(Tensor plain, Permutation order) => new Transpose(order).Evaluate([plain])[0];

    private static IEnumerable<Permutation> Orders(int rank)
    {
        IEnumerable<int[]> orders = [[]];
        for (int axis = 0; axis < rank; axis++)
        {
            int next = axis;
            orders = [.. orders.SelectMany(o => Enumerable.Range(0, o.Length + 1).Select(at => (int[])[.. o[..at], next, .. o[at..]]))];
        }

        return orders.Select(o => new Permutation(o));
    }

    private static void AssertSame(OperatorCase row, Tensor[] expected, Tensor[] got)
    {
        Assert.Equal(expected.Length, got.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            OperatorCase.AssertSame(expected[i], got[i], row.Tolerance);
        }
    }
}

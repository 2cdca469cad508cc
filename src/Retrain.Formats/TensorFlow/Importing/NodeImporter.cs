using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Ops;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;

namespace Retrain.Formats.TensorFlow.Importing;

/// <summary>One node: constants, variables, calls and branches here; arithmetic in <see cref="TensorFlowOps"/>.</summary>
internal sealed class NodeImporter(TensorFlowImporter importer, ImportScope scope)
{
    /// <summary>What the outputs of a node turn out to be.</summary>
    /// <param name="node">The node.</param>
    /// <param name="inputs">Its data inputs in order, control edges left out.</param>
    /// <exception cref="TensorFlowFormatException">The node is broken.</exception>
    public Wire[] Import(NodeDef node, IReadOnlyList<Wire> inputs)
    {
        try
        {
            return ControlFlow(node, inputs) ?? Blocked(node, inputs) ?? Simple(node, inputs) ?? Arithmetic(node, inputs);
        }
        catch (UnsupportedOpException e)
        {
            return [Unsupported(node, e.Message)];
        }
        catch (GraphException e)
        {
            string name = scope.Prefix + node.Name;
            throw new TensorFlowFormatException(
                e.Message.Contains($"'{name}", StringComparison.Ordinal) ? e.Message : $"node '{name}' ({node.Op}): {e.Message}", e);
        }
    }

    private static Value? ValueOf(Wire wire) => (wire as Wire.Tensor)?.Value;

    private static Wire Required(NodeDef node, IReadOnlyList<Wire> inputs, int index) => index < inputs.Count
        ? inputs[index]
        : throw new TensorFlowFormatException($"node '{node.Name}' ({node.Op}) has {inputs.Count} inputs, too few");

    /// <summary>True or false where a scalar is known; <see langword="null"/> where it depends on an input.</summary>
    private static bool? Truth(Wire wire) => ValueOf(wire)?.Constant is { Length: 1 } constant ? constant.ToDoubles()[0] != 0 : null;

    private static string FunctionName(NodeDef node, string attribute) =>
        node.Attr.TryGetValue(attribute, out AttrValue? value) && value.Func is { Name.Length: > 0 } function
            ? function.Name
            : throw new TensorFlowFormatException($"node '{node.Name}' ({node.Op}) names no function in '{attribute}'");

    private Wire.Unsupported Unsupported(NodeDef node, string reason) =>
        new([new UnsupportedNode(scope.Prefix + node.Name, node.Op, reason)]);

    /// <summary>Nodes that may be done although an input is not there.</summary>
    private Wire[]? ControlFlow(NodeDef node, IReadOnlyList<Wire> inputs)
    {
        switch (node.Op)
        {
            case "Merge" or "RefMerge":
                return Merge(node, inputs);
            case "Switch" or "RefSwitch":
                return Switch(node, inputs);
            case "PartitionedCall" or "StatefulPartitionedCall":
                return Call(node, FunctionName(node, "f"), inputs);
            case "If" or "StatelessIf":
                return If(node, inputs);
            case "While" or "StatelessWhile":
                return While(node, inputs);
            case "IdentityN":
                return [.. inputs];
            default:
                return importer.Function(node.Op) is null ? null : Call(node, node.Op, inputs);
        }
    }

    /// <summary>A node behind something dead or unsupported is that too; it is named if it would not be supported anyway.</summary>
    private Wire[]? Blocked(NodeDef node, IReadOnlyList<Wire> inputs)
    {
        if (inputs.Any(i => i is Wire.Dead))
        {
            return [Wire.Dead.Instance];
        }

        UnsupportedNode[] causes = [.. inputs.OfType<Wire.Unsupported>().SelectMany(u => u.Nodes).Distinct()];
        if (causes.Length == 0)
        {
            return null;
        }

        bool isKnown = TensorFlowOps.CanRead(node.Op) || PassThrough.IsOne(node.Op) || TensorLists.IsOne(node.Op);
        return [new Wire.Unsupported(isKnown ? [.. causes] : [.. causes, new UnsupportedNode(scope.Prefix + node.Name, node.Op)])];
    }

    private Wire[]? Simple(NodeDef node, IReadOnlyList<Wire> inputs)
    {
        if (PictureDecoders.IsDecoder(node.Op))
        {
            return [importer.AddDecodedInput(scope.Prefix + node.Name)];
        }

        if (PassThrough.IsOne(node.Op))
        {
            return [Required(node, inputs, 0)];
        }

        if (TensorLists.IsOne(node.Op))
        {
            return [new TensorLists(importer.Builder, scope.Prefix + node.Name).Import(node, inputs)];
        }

        switch (node.Op)
        {
            case "Const":
                return [Constant(node)];
            case "Placeholder" or "PlaceholderV2":
                return [Placeholder(node)];
            case "VariableV2" or "Variable":
                return [importer.ReadVariable(node.Name)];
            case "VarHandleOp":
                return [new Wire.Variable(node.Name)];
            case "ReadVariableOp":
                return [Required(node, inputs, 0) is Wire.Variable variable
                    ? importer.ReadVariable(variable.Node)
                    : Unsupported(node, "it reads something that is no variable")];
            case "NoOp" or "Assert":
                return [];
            default:
                return null;
        }
    }

    private Wire[] Arithmetic(NodeDef node, IReadOnlyList<Wire> inputs)
    {
        if (!TensorFlowOps.CanRead(node.Op))
        {
            return [Unsupported(node, "")];
        }

        if (inputs.Any(i => i is not Wire.Tensor))
        {
            return [Unsupported(node, "it takes a handle")];
        }

        var reader = new NodeReader(scope.Bind(node), [.. inputs.Select(i => ValueOf(i)!)], importer.Builder, importer.Producer);
        return [.. TensorFlowOps.Read(reader).Select(v => new Wire.Tensor(v))];
    }

    private Wire Constant(NodeDef node)
    {
        AttrValue? value = node.Attr.GetValueOrDefault("value");
        if (value?.Tensor is null)
        {
            throw new TensorFlowFormatException($"the constant '{node.Name}' has no value");
        }

        if (DataTypes.ToElementType(value.Tensor.Dtype) is null)
        {
            return Unsupported(node, $"elements of type {value.Tensor.Dtype}");
        }

        try
        {
            Tensor tensor = TensorProtos.Read(value.Tensor);
            importer.CountRepeated(((long)tensor.Length * DataTypes.SizeInMemory(tensor.Type)) - value.Tensor.CalculateSize());
            return new Wire.Tensor(importer.Builder.Constant(scope.Prefix + node.Name, tensor));
        }
        catch (TensorFlowFormatException e)
        {
            throw new TensorFlowFormatException($"the constant '{node.Name}': {e.Message}", e);
        }
    }

    /// <summary>A switch that nobody feeds says whether the network is being trained, and it is not.</summary>
    private Wire Placeholder(NodeDef node) => Placeholders.Declared(node).Type == ElementType.Bool
        ? new Wire.Tensor(importer.Builder.Constant(scope.Prefix + node.Name, Tensor.Scalar(false)))
        : Unsupported(node, "nothing is fed to it");

    private Wire[] Switch(NodeDef node, IReadOnlyList<Wire> inputs)
    {
        Wire data = Required(node, inputs, 0);
        if (data is Wire.Dead || Required(node, inputs, 1) is Wire.Dead)
        {
            return [Wire.Dead.Instance, Wire.Dead.Instance];
        }

        return Truth(inputs[1]) switch
        {
            true => [Wire.Dead.Instance, data],
            false => [data, Wire.Dead.Instance],
            _ =>
                inputs[1] is Wire.Unsupported unsupported ? [unsupported] : [Unsupported(node, "which side it takes depends on the input")],
        };
    }

    private Wire[] Merge(NodeDef node, IReadOnlyList<Wire> inputs)
    {
        int[] alive = [.. Enumerable.Range(0, inputs.Count).Where(i => inputs[i] is not Wire.Dead)];
        return alive switch
        {
            [] => [Wire.Dead.Instance],
            [int only] => [inputs[only],
                new Wire.Tensor(importer.Builder.Constant(scope.Prefix + node.Name + "/value_index", Tensor.Scalar(only)))],
            _ => inputs.OfType<Wire.Unsupported>().FirstOrDefault() is { } unsupported
                ? [unsupported]
                : [Unsupported(node, "more than one side of it is taken")],
        };
    }

    private Wire[] Call(NodeDef node, string name, IReadOnlyList<Wire> arguments, string suffix = "")
    {
        FunctionDef function = importer.Function(name)
            ?? throw new TensorFlowFormatException($"node '{node.Name}' ({node.Op}) calls '{name}', which the graph does not hold");
        return importer.Call(function, arguments, node, scope.Prefix + node.Name + suffix);
    }

    private Wire[] If(NodeDef node, IReadOnlyList<Wire> inputs)
    {
        Wire condition = Required(node, inputs, 0);
        Wire[] arguments = [.. inputs.Skip(1)];
        if (condition is Wire.Dead or Wire.Unsupported)
        {
            return [condition];
        }

        if (Truth(condition) is { } isTrue)
        {
            return Call(node, FunctionName(node, isTrue ? "then_branch" : "else_branch"), arguments);
        }

        // Nothing in a network has side effects, so both sides may run.
        Wire[] then = Call(node, FunctionName(node, "then_branch"), arguments, "/then");
        Wire[] otherwise = Call(node, FunctionName(node, "else_branch"), arguments, "/else");
        return [.. then.Zip(otherwise, (a, b) => Choice(node, condition, a, b))];
    }

    private Wire Choice(NodeDef node, Wire condition, Wire then, Wire otherwise)
    {
        if (then is Wire.Unsupported || otherwise is Wire.Unsupported)
        {
            return then is Wire.Unsupported ? then : otherwise;
        }

        return ValueOf(condition) is { Fact.Type: ElementType.Bool } flag && ValueOf(then) is { } yes && ValueOf(otherwise) is { } no
            ? new Wire.Tensor(importer.Builder.Add(scope.Prefix + node.Name, new Graph.Ops.Select(), flag, yes, no))
            : Unsupported(node, "which side it takes depends on the input");
    }

    private Wire[] While(NodeDef node, IReadOnlyList<Wire> inputs)
    {
        const int MostRounds = 10_000;
        IReadOnlyList<Wire> state = inputs;
        for (int round = 0; round < MostRounds; round++)
        {
            Wire condition = Call(node, FunctionName(node, "cond"), state, $"/cond{round}") is [var first, ..]
                ? first
                : throw new TensorFlowFormatException($"the condition of '{node.Name}' gives nothing");
            switch (Truth(condition))
            {
                case false:
                    return [.. state];
                case null:
                    return [condition as Wire.Unsupported ?? Unsupported(node, "how often it goes round depends on the input")];
                default:
                    state = Call(node, FunctionName(node, "body"), state, $"/round{round}");
                    break;
            }
        }

        return [Unsupported(node, $"it goes round more than {MostRounds} times")];
    }
}

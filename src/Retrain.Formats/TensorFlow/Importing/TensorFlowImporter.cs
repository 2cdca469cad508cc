using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Importing;

/// <summary>
/// From TensorFlow's nodes to a network: only what the wanted outputs need, functions and branches resolved, variables read, control edges
/// dropped. Nothing in it runs the graph; what does not depend on an input is computed on the way.
/// </summary>
internal sealed class TensorFlowImporter
{
    // A graph of a few kilobytes can ask for any number of nodes by calling functions that call functions.
    private const int MostNodes = 2_000_000;
    private const int DeepestCall = 60;

    // A constant may say its values once and repeat the last.
    private const long MostRepeatedBytes = 512L << 20;

    private readonly TensorFlowModel model;
    private readonly Dictionary<string, FunctionDef> functions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Wire> variables = new(StringComparer.Ordinal);
    private readonly HashSet<string> decodedInputs = new(StringComparer.Ordinal);
    private int importedNodes;
    private long repeatedBytes;
    private int depth;

    private TensorFlowImporter(TensorFlowModel model, ImportOptions options)
    {
        this.model = model;
        Options = options;
        foreach (FunctionDef function in model.Graph.Library?.Function ?? [])
        {
            functions[function.Signature?.Name ?? ""] = function;
        }
    }

    /// <summary>Where the network grows.</summary>
    public NetworkBuilder Builder { get; } = new();

    /// <summary>What is wanted.</summary>
    public ImportOptions Options { get; }

    /// <summary>
    /// Version of the TensorFlow that made the graph, in its own count (26: 1.7; 134: 1.15; above 1,000: 2.x); 0: not said.
    /// </summary>
    public int Producer => model.Graph.Versions?.Producer ?? 0;

    /// <summary>Imports part of a graph.</summary>
    /// <exception cref="TensorFlowFormatException">
    /// The graph is broken: missing nodes, cycles, damaged constants or variables, names that do not exist.
    /// </exception>
    public static ImportedNetwork Import(TensorFlowModel model, ImportOptions options)
    {
        try
        {
            return new TensorFlowImporter(model, options).Import();
        }
        catch (GraphException e)
        {
            throw new TensorFlowFormatException(e.Message, e);
        }
    }

    /// <summary>A function of the graph's library; <see langword="null"/>: there is none of that name.</summary>
    public FunctionDef? Function(string name) => functions.GetValueOrDefault(name);

    /// <summary>Runs a function's body on the given arguments.</summary>
    /// <param name="function">The function.</param>
    /// <param name="arguments">One for each of its inputs.</param>
    /// <param name="caller">The calling node: its name goes before those of the body.</param>
    /// <exception cref="TensorFlowFormatException">Arguments are missing, or calls are nested without end.</exception>
    public Wire[] Call(FunctionDef function, IReadOnlyList<Wire> arguments, NodeDef caller, string callerName)
    {
        if (++depth > DeepestCall)
        {
            throw new TensorFlowFormatException($"functions call each other more than {DeepestCall} deep at '{callerName}'");
        }

        if (arguments.Count < function.Signature.InputArg.Count)
        {
            throw new TensorFlowFormatException($"'{callerName}' gives {arguments.Count} arguments to '{function.Signature.Name}', "
                + $"which takes {function.Signature.InputArg.Count}");
        }

        ImportScope scope = ImportScope.OfFunction(this, function, arguments, caller, callerName + "/");
        IEnumerable<TensorReference> results = function.Signature.OutputArg.Select(output =>
            function.Ret.TryGetValue(output.Name, out string? source) && scope.Reference(source) is { } reference
                ? reference
                : throw new TensorFlowFormatException(
                    $"the function '{function.Signature.Name}' never computes its output '{output.Name}'"));
        Wire[] wires = scope.Resolve([.. results]);
        depth--;
        return wires;
    }

    /// <summary>The value of a variable, read once.</summary>
    public Wire ReadVariable(string node)
    {
        if (!variables.TryGetValue(node, out Wire? wire))
        {
            wire = model.Variables.Find(node) is { } tensor
                ? new Wire.Tensor(Builder.Constant(node, tensor))
                : new Wire.Unsupported([new UnsupportedNode(node, "variable",
                    "it has no value: the graph was not frozen; freeze it with its checkpoint, or save it as a SavedModel")]);
            variables[node] = wire;
        }

        return wire;
    }

    /// <summary>Adds an input of the network.</summary>
    public Wire AddInput(FedTensor fed, ElementType? declaredType, ImmutableArray<Dimension>? declaredShape) =>
        new Wire.Tensor(Builder.Input(
            fed.Name,
            fed.Type ?? declaredType ?? ElementType.Float32,
            (fed.Shape ?? declaredShape ?? [Dimension.Photos, Dimension.Open, Dimension.Open, 3]).AsSpan()));

    /// <summary>
    /// Adds an input in the place of a node that decodes pictures: one photo, float32 [1, H, W, 3] with pixels 0 to 255, from which the
    /// decoder's [H, W, 3] is made. Floats, as photos come resized and not rounded.
    /// </summary>
    public Wire AddDecodedInput(string node)
    {
        decodedInputs.Add(node);
        Value photo = Builder.Input(node, ElementType.Float32, 1, Options.DecodedHeight ?? new Dimension(null, "height"),
            Options.DecodedWidth ?? new Dimension(null, "width"), 3);
        return new Wire.Tensor(Builder.Add(node + "/pixels", new Squeeze([0]), photo));
    }

    /// <summary>Counts a node, against graphs that grow without end.</summary>
    public void CountNode()
    {
        if (++importedNodes > MostNodes)
        {
            throw new TensorFlowFormatException($"the graph unfolds to more than {MostNodes} nodes");
        }
    }

    /// <summary>Counts what a constant takes beyond what its file holds of it.</summary>
    public void CountRepeated(long bytes)
    {
        repeatedBytes += Math.Max(bytes, 0);
        if (repeatedBytes > MostRepeatedBytes)
        {
            throw new TensorFlowFormatException($"constants whose values are repeated take more than {MostRepeatedBytes >> 20} MB");
        }
    }

    private ImportedNetwork Import()
    {
        ImportScope scope = ImportScope.OfGraph(this, model.Graph);
        Wire[] wires = scope.Resolve([.. Options.Outputs.Select(o => o.Tensor)]);
        UnsupportedNode[] unsupported = [.. wires.SelectMany((wire, i) => wire switch
        {
            Wire.Tensor => [],
            Wire.Unsupported unsupported => unsupported.Nodes,
            Wire.Dead => [new UnsupportedNode(Options.Outputs[i].Name, "output", "it lies on the side of a switch that is never taken")],
            _ => ImmutableArray.Create(new UnsupportedNode(Options.Outputs[i].Name, "output", "it is no tensor")),
        }).Distinct()];
        if (unsupported.Length > 0)
        {
            return new ImportedNetwork(null, [.. unsupported]);
        }

        Network network = Builder.Build(wires.Select((wire, i) => new NetworkOutput(Options.Outputs[i].Name, ((Wire.Tensor)wire).Value)));
        // Bytes of files that were fed to a decoder of the graph have nobody left to read them.
        Dictionary<Value, int> uses = network.CountUses();
        network = network with { Inputs = [.. network.Inputs.Where(i => i.Fact.Type != ElementType.String || uses.ContainsKey(i))] };
        return new ImportedNetwork(network, []) { DecodedInputs = decodedInputs };
    }
}

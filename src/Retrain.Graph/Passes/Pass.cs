namespace Retrain.Graph.Passes;

/// <summary>A rewriting of networks that changes how, never what, they compute.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Run">Network to network; a pure function.</param>
internal sealed record Pass(string Name, Func<Network, Network> Run);

namespace Retrain.Bottlenecks;

/// <summary>How rows of features are read.</summary>
internal enum ReadingOrder
{
    /// <summary>Row after row.</summary>
    Ascending,

    /// <summary>Here and there.</summary>
    ByLot,
}

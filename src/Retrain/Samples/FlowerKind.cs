namespace Retrain.Samples;

/// <summary>A kind of flower: its label and how one of its varieties is made.</summary>
/// <param name="Name">Label and folder.</param>
/// <param name="Grow">Makes a variety.</param>
internal sealed record FlowerKind(string Name, Func<Dice, Flower> Grow)
{
    /// <summary>All kinds, in label order.</summary>
    public static IReadOnlyList<FlowerKind> All { get; } =
    [
        new("bluebell", dice => new Bluebell(dice)),
        new("daisy", dice => new Daisy(dice)),
        new("rose", dice => new Rose(dice)),
        new("sunflower", dice => new Sunflower(dice)),
        new("tulip", dice => new Tulip(dice)),
    ];
}

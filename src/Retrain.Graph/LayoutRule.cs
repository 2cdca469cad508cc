namespace Retrain.Graph;

/// <summary>How an operator stands to the order of its inputs' axes.</summary>
internal enum LayoutRule
{
    /// <summary>It needs the order that its definition names.</summary>
    Fixed,

    /// <summary>It works element by element, with broadcasting: any order will do if all inputs have it.</summary>
    Elementwise,

    /// <summary>Its attributes name axes; <see cref="Operator.Permute"/> renames them.</summary>
    Axes,

    /// <summary>It works on images and can do both layouts: it is an <see cref="IImageOperator"/>.</summary>
    Image,
}

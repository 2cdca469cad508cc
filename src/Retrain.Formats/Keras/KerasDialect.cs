namespace Retrain.Formats.Keras;

/// <summary>Who will run a model: some layers of one name do different things.</summary>
internal enum KerasDialect
{
    /// <summary>Keras 1 and 2, tf.keras.</summary>
    Keras2,

    /// <summary>Keras 3.</summary>
    Keras3,

    /// <summary>TensorFlow.js, which follows Keras 2 but in how it resizes pictures.</summary>
    TensorFlowJs,
}

namespace Retrain;

/// <summary>What to do with the state of an interrupted training.</summary>
public enum ResumeMode
{
    /// <summary>Start at the first step.</summary>
    StartAgain,

    /// <summary>Go on where it was interrupted; the result is that of a run that was not.</summary>
    GoOn,

    /// <summary>Train no more: take the layer that did best on the validation photos until then.</summary>
    TakeBest,
}

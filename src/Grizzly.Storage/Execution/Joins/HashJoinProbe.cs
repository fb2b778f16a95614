namespace Grizzly.Execution;

/// <summary>The probe side of a hash join; where the build side has spilled, it only sorts its input into partitions,
/// which <see cref="SpilledJoinSource"/> joins afterwards.</summary>
internal sealed class HashJoinProbe(HashJoinSink build) : PhysicalStage
{
    public override StageState OpenState(QueryContext context) => build.Spill is { } spill
        ? new JoinSpillState(spill)
        : new HashJoinProbeState(build.Spec, build.Table, context);
}

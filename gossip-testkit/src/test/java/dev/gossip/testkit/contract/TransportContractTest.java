package dev.gossip.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TransportContractTest extends ContractProof {
  TransportContractTest() {
    super(
        TransportContract.class,
        LinkSaboteurs.class,
        FrameSaboteurs.class,
        LimitSaboteurs.class,
        LargeFrameSaboteurs.class,
        CloseSaboteurs.class,
        CallSaboteurs.class,
        SecuritySaboteurs.class);
  }

  @Test
  void transportThatReliesOnALowerChecksumSkipsTheCorruptionRule() {
    ContractRun run = ContractRun.of(PlainUdpTransportTest.class);

    assertThat(run.broken()).isEmpty();
    assertThat(run.skipped())
        .containsOnlyKeys("T14", "T31", "T33", "T34", "T35", "T37", "T38", "T39");
    assertThat(run.skipped().get("T14")).contains("declared to rely on the checksum");
    assertThat(run.skipped().get("T31")).contains("declared not to prove ids");
    assertThat(run.skipped().get("T39")).contains("declared not to measure round trips");
  }

  @Test
  void transportThatProvesIdsSkipsNoRule() {
    ContractRun run = ContractRun.of(UdpTransportTest.class);

    assertThat(run.broken()).isEmpty();
    assertThat(run.skipped()).isEmpty();
  }
}

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
        CloseSaboteurs.class,
        CallSaboteurs.class);
  }

  @Test
  void transportThatReliesOnALowerChecksumSkipsTheCorruptionRule() {
    ContractRun run = ContractRun.of(UdpTransportTest.class);

    assertThat(run.broken()).isEmpty();
    assertThat(run.skipped()).containsOnlyKeys("T14");
    assertThat(run.skipped().get("T14")).contains("declared to rely on the checksum");
  }
}

package dev.gossip.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import java.util.List;
import org.junit.jupiter.api.Test;

class RelayStrategyContractTest extends ContractProof {
  RelayStrategyContractTest() {
    super(
        RelayStrategyContract.class,
        FloodSaboteurs.class,
        RelaySaboteurs.class,
        RevealSaboteurs.class);
  }

  @Test
  void undeclaredPropertiesAreReportedAsSkipped() {
    ContractRun run = ContractRun.of(FloodingRelayTest.class);

    assertThat(run.broken()).isEmpty();
    assertThat(run.skipped())
        .containsOnlyKeys("R13", "R14", "R19", "R20")
        .containsEntry("R13", "not checked: traits() does not declare repairsPartitions")
        .containsEntry("R14", "not checked: traits() does not declare toleratedLoss")
        .containsEntry("R19", "not checked: wrapping() wraps nothing")
        .containsEntry("R20", "not checked: wrapping() wraps nothing");
  }

  @Test
  void strategyThatAlwaysThrowsBreaksOnlyOneRule() {
    ContractRun run = ContractRun.of(AlwaysThrows.class);

    assertThat(run.broken()).containsOnlyKeys("R1");
    assertThat(run.skipped().get("R6")).contains("see R1");
  }

  @Test
  void declaredHeartbeatBreaksNoRule() {
    ContractRun run = ContractRun.of(DeclaresHeartbeat.class);

    assertThat(run.broken()).isEmpty();
    assertThat(run.skipped().get("R9")).contains("traits() declares heartbeat");
  }

  @Test
  void contractThatDependsOnJUnitBreaksTheOtherJvmRule() {
    PreparedByJUnit.prepared = true;

    ContractRun run = ContractRun.of(PreparedByJUnit.class);

    assertThat(run.broken()).containsOnlyKeys("R4");
    assertThat(run.broken().get("R4"))
        .hasMessageContaining("factory() must work on an instance that JUnit has not prepared")
        .hasMessageContaining("IllegalStateException: not prepared");
  }

  static class DeclaresHeartbeat extends FloodSaboteurs.SendsWhenIdle {
    @Override
    protected RelayTraits traits() {
      return RelayTraits.builder().heartbeat().build();
    }
  }

  static class PreparedByJUnit extends RelayStrategyContract {
    static boolean prepared;

    @Override
    protected RelayStrategy.Factory factory() {
      if (!prepared) {
        throw new IllegalStateException("not prepared");
      }
      return Flood::new;
    }
  }

  static class AlwaysThrows extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      return new Flood(context) {
        @Override
        void sendToAll(List<PeerId> receivers, GossipMessage message) {
          throw new IllegalStateException("nothing works");
        }
      };
    }
  }
}

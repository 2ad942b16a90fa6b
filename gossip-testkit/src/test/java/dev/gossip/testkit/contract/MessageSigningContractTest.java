package dev.gossip.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.signing.MessageSigning;
import org.junit.jupiter.api.Test;

class MessageSigningContractTest extends ContractProof {
  MessageSigningContractTest() {
    super(MessageSigningContract.class, SigningSaboteurs.class, SigningBatchSaboteurs.class);
  }

  @Test
  void signingWithoutKeysSkipsTheRulesAboutKeys() {
    ContractRun run = ContractRun.of(NoSigningTest.class);

    assertThat(run.broken()).isEmpty();
    assertThat(run.skipped())
        .containsOnlyKeys("M6", "M7", "M8", "M10", "M11", "M14", "M15", "M16", "M17", "M18", "M20");
    assertThat(run.skipped().values()).allMatch(reason -> reason.contains("it signs nothing"));
  }

  @Test
  void declaredSharedKeyMustBeShared() {
    assertThat(ContractRun.of(DeclaredShared.class).broken()).containsOnlyKeys("M11");
    assertThat(ContractRun.of(Shared.class).broken()).isEmpty();
  }

  static class DeclaredShared extends ToySigningTest {
    @Override
    protected boolean sharesKey() {
      return true;
    }
  }

  static class Shared extends DeclaredShared {
    @Override
    protected MessageSigning.Factory factory() {
      return new SigningSaboteurs.SharesOneKey().factory();
    }
  }
}

package dev.gossip.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SpamControlContractTest extends ContractProof {
  SpamControlContractTest() {
    super(
        SpamControlContract.class,
        SpamSaboteurs.class,
        SpendingSaboteurs.class,
        StandingSaboteurs.class,
        EvidenceSaboteurs.class,
        BanSaboteurs.class);
  }

  @Test
  void strictControlMayDeclareASmallerBudget() {
    assertThat(ContractRun.of(Strict.class).broken()).containsOnlyKeys("S1", "S6", "S7");
    assertThat(ContractRun.of(DeclaredStrict.class).broken()).isEmpty();
  }

  @Test
  void controlThatRemembersManyPeersMayDeclareIt() {
    assertThat(ContractRun.of(RemembersMany.class).broken()).isEmpty();
  }

  @Test
  void controlWithoutLimitsSkipsTheRulesAboutRefusals() {
    ContractRun run = ContractRun.of(NoSpamControlTest.class);

    assertThat(run.broken()).isEmpty();
    assertThat(run.skipped()).containsOnlyKeys("S10", "S11", "S17", "S24", "S25", "S29", "S33");
    assertThat(run.skipped().get("S11")).contains("500,000 of each cost at once are admitted");
  }

  @Test
  void inaccessibleClassSkipsTheMemoryRules() {
    ContractRun run = ContractRun.of(Inaccessible.class);

    assertThat(run.broken()).isEmpty();
    assertThat(run.skipped()).containsOnlyKeys("S9", "S10", "S24", "S25", "S29", "S33");
    assertThat(run.skipped().get("S9")).contains("open its package to dev.gossip.testkit");
  }

  static class Inaccessible extends SpamControlContract {
    @Override
    protected SpamControl.Factory factory() {
      // The class of a proxy is in a dynamic module that is not open.
      return context -> {
        SpamControl spam = new ToySpamControl(context);
        Object proxy =
            Proxy.newProxyInstance(
                SpamControl.class.getClassLoader(),
                new Class<?>[] {SpamControl.class},
                (self, method, arguments) -> method.invoke(spam, arguments));
        return (SpamControl) proxy;
      };
    }
  }

  static class Strict extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ToySpamControl(context) {
        @Override
        public boolean admit(Peer from, Cost cost, int amount) {
          return amount < 500 && super.admit(from, cost, amount);
        }
      };
    }
  }

  static class DeclaredStrict extends Strict {
    @Override
    protected Budget modestBudget() {
      return new Budget(Duration.ofSeconds(1), 400, 100);
    }
  }

  static class RemembersMany extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ToySpamControl(context) {
        private final Set<PeerId> many = new HashSet<>();

        @Override
        public void onMisbehaviour(Peer peer, Misbehaviour kind) {
          if (many.size() < 15_000) {
            many.add(peer.id());
          }
        }
      };
    }

    @Override
    protected int maxRemembered() {
      return 15_000;
    }
  }
}

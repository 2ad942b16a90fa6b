package dev.gossip.repair;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.api.relay.RelayStrategy;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Repair that shows what the wrapped relay hides breaks a rule of {@link RepairContract}. */
class HiddenMessagesTest {

  /** The contract for a saboteur, of which a test checks one rule. */
  private abstract static class Sabotaged extends RepairContract {
    abstract RelayStrategy.Factory leaking(RelayStrategy.Factory inner);

    @Override
    final RelayStrategy.Factory inner() {
      return InnerRelays.flooding();
    }

    @Override
    protected final RelayStrategy.Factory factory() {
      return leaking(inner());
    }

    @Override
    protected final Optional<RelayStrategy.Factory> wrapping(RelayStrategy.Factory inner) {
      return Optional.of(leaking(inner));
    }
  }

  private static final class ShowsTheUnannounced extends Sabotaged {
    @Override
    RelayStrategy.Factory leaking(RelayStrategy.Factory inner) {
      return LeakyRepair.showingTheUnannounced(LOW_BOUNDS, inner);
    }
  }

  private static final class ShowsStems extends Sabotaged {
    @Override
    RelayStrategy.Factory leaking(RelayStrategy.Factory inner) {
      return LeakyRepair.showingStems(LOW_BOUNDS, inner);
    }
  }

  private static void assertBreaksR20(RepairContract saboteur) {
    // Asked by others, it answers honestly, and it never names a message that nobody asks for.
    saboteur.wrapperObeysTheWrappedStrategy();

    assertThatThrownBy(saboteur::framesDoNotDependOnHiddenMessages)
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("R20: a node that has published messages sends other");
  }

  @Test
  void repairThatShowsUnannouncedMessagesBreaksTheContract() {
    assertBreaksR20(new ShowsTheUnannounced());
  }

  @Test
  void repairThatShowsStemsBreaksTheContract() {
    assertBreaksR20(new ShowsStems());
  }
}

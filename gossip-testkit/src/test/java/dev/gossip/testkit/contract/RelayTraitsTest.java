package dev.gossip.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RelayTraitsTest {
  @Test
  void defaultsDeclareNoOptionalProperty() {
    RelayTraits traits = RelayTraits.builder().build();

    assertThat(traits.settleTime()).isEqualTo(Duration.ofSeconds(30));
    assertThat(traits.toleratedLoss()).isZero();
    assertThat(traits.heartbeat()).isFalse();
    assertThat(traits.repairsPartitions()).isFalse();
  }

  @Test
  void uncheckableValuesAreRejected() {
    RelayTraits.Builder builder = RelayTraits.builder();

    assertThatThrownBy(() -> builder.settleTime(Duration.ZERO)).hasMessageContaining("above zero");
    assertThatThrownBy(() -> builder.toleratedLoss(0.6)).hasMessageContaining("0 to 0.5");
    assertThatThrownBy(() -> builder.maxRetained(5_001)).hasMessageContaining("could hide a leak");
  }
}

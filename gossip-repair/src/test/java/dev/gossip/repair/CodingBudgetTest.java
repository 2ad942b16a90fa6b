package dev.gossip.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CodingBudgetTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final int LARGEST = Holdings.MAX_MESSAGES;

  @Test
  void theLargestSetIsCodedAtOnce() {
    CodingBudget budget = new CodingBudget(0);
    assertThat(budget.waitNanos(LARGEST, 0)).isZero();
    budget.take(LARGEST);
    assertThat(budget.waitNanos(0, 0)).isZero();
    assertThat(budget.waitNanos(1, 0)).isPositive();
  }

  @Test
  void fiveThousandMessagesAreCodedPerSecond() {
    CodingBudget budget = new CodingBudget(Long.MAX_VALUE);
    budget.take(LARGEST);

    assertThat(budget.waitNanos(5_000, Long.MAX_VALUE)).isEqualTo(SECOND);
    assertThat(budget.waitNanos(5_000, Long.MAX_VALUE + SECOND / 2)).isEqualTo(SECOND / 2);
    assertThat(budget.waitNanos(5_000, Long.MAX_VALUE + SECOND)).isZero();
  }

  @Test
  void noMoreThanTheBurstIsSaved() {
    CodingBudget budget = new CodingBudget(0);
    assertThat(budget.waitNanos(LARGEST, 3_600 * SECOND)).isZero();
    budget.take(LARGEST);
    assertThat(budget.waitNanos(1, 3_600 * SECOND)).isPositive();
  }
}

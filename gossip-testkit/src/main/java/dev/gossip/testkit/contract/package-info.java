/**
 * Contracts: the rules that plugins must keep, as JUnit tests. A plugin author subclasses the
 * contract of each extension point that the plugin implements. Each broken rule is reported by its
 * number and title:
 *
 * <pre>{@code
 * class SmallFramesOnlyTest extends SpamControlContract {
 *   @Override
 *   protected SpamControl.Factory factory() {
 *     return context -> (from, cost, amount) -> amount < 500;
 *   }
 *
 *   @Override
 *   protected Budget modestBudget() {
 *     return new Budget(Duration.ofSeconds(1), 400, 100);
 *   }
 * }
 * }</pre>
 *
 * <p>If a rule does not apply to a plugin, declare that by overriding one of the contract's
 * non-abstract methods. The rule is then reported as skipped. The tests use simulated networks and
 * virtual time; they need no real network.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package dev.gossip.testkit.contract;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

/**
 * What a plugin has to do, as tests. Whoever writes a plugin subclasses the contract of each thing
 * that it is, and is told by number and sentence which rule it breaks:
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
 * <p>A plugin that cannot or need not keep a rule says so by overriding one of the contract's
 * methods that are not abstract; the rule is then skipped, and seen to be skipped. Nothing here
 * waits for real time or needs a network; networks are simulated.
 */
@NullMarked
package dev.gossip.testkit.contract;

import org.jspecify.annotations.NullMarked;

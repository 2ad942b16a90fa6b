/** {@code discovery.dns}: looks up names in DNS, and proposes what they lead to. */
@NullMarked
package dev.gossip.discovery.dns;

import org.jspecify.annotations.NullMarked;

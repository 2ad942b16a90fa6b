/** IO and time: what turns a node. */
@NullMarked
package dev.gossip.core.driver;

import org.jspecify.annotations.NullMarked;

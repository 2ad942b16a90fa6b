/** What a node keeps on disk. */
@NullMarked
package dev.gossip.core.storage;

import org.jspecify.annotations.NullMarked;

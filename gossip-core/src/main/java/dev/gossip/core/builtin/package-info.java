/** The plugins that come with the core: flooding, no spam control, no signing. */
@NullMarked
package dev.gossip.core.builtin;

import org.jspecify.annotations.NullMarked;

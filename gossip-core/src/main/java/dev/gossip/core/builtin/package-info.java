/** The plugins that come with the core: flooding, no spam control, no signing. */
@API(status = API.Status.MAINTAINED)
@NullMarked
package dev.gossip.core.builtin;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

/**
 * Who holds which lock of a chain: given in turn, for a lease, with a number that commits name. Depends on {@code
 * event}, {@code view}, {@code trust} and {@code protocol}; knows no clock but the {@link io.ate.internal.lock.Timer}
 * it is given. Offers {@link io.ate.internal.lock.LockDesk} to whoever owns a chain, at a server and in this process
 * alike.
 */
@NullMarked
package io.ate.internal.lock;

import org.jspecify.annotations.NullMarked;

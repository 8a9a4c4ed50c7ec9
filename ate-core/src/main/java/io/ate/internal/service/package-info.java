/**
 * Services, as programs call them and serve them: requests and replies are made, signed, checked and opened here.
 * Depends on {@code dao} for values and sessions, on the replica for carrying bytes, and on {@code queue} for requests
 * that are stored. It trusts nobody in between:
 * neither the server, which can only fail to deliver, nor whoever else knows the service.
 */
@NullMarked
package io.ate.internal.service;

import org.jspecify.annotations.NullMarked;

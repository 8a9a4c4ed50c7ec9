package io.ate.atedb;

import io.ate.AteException;

/** There is no chain of that name at the server. */
final class NoSuchChainException extends AteException {
    NoSuchChainException(String address) {
        super("there is no chain " + address + ": check the name, or run \"atedb create\"");
    }
}

package io.ate.examples;

import io.ate.Chain;
import io.ate.DaoRef;

/**
 * The smallest program: a chain in memory with throw-away keys, gone when it is closed. Run it by
 * {@code bin/example hello-world}; it needs no server. Prints
 *
 * <pre>
 * Hello world!
 * </pre>
 */
final class HelloWorld {
    record World(String commandment) {}

    private HelloWorld() {}

    static void main() {
        try (Chain chain = Chain.temporary()) {
            DaoRef<World> world = chain.store(new World("Hello"));
            IO.println(chain.get(world).commandment() + " world!");
        }
    }
}

package io.ate.examples;

import io.ate.Chain;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.KeyBundle;
import io.ate.Lock;
import io.ate.Scope;
import io.ate.Session;
import io.ate.client.AteClient;
import io.ate.server.AteServer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the guide says of waiting for answers and of locks. */
class GuideLocksTest {
    /** What is locked here. */
    record Printer(int pages) {
        Printer printed() {
            return new Printer(pages + 1);
        }
    }

    private static void print(Printer with) {
        assertThat(with.pages()).isZero();
    }

    @Test
    void aLockIsTakenByTheProgramOrByAUnitOfWork() {
        try (Chain chain = Chain.temporary()) {
            DaoRef<Printer> printer = chain.store(new Printer(0));
            // guide: lock
            try (Lock lock = chain.lock(printer)) { // or tryLock(printer), or lock(printer, timeout)
                print(chain.get(printer));
                chain.run(dio -> {
                    dio.relyOn(lock); // refused with LOCK_LOST if the lock is lost by then
                    dio.load(printer).update(Printer::printed);
                });
            }
            // end
            // guide: locked unit
            chain.run(dio -> {
                Dao<Printer> mine = dio.load(printer);
                mine.lock();
                mine.update(Printer::printed);
            });
            // end
            assertThat(chain.get(printer)).isEqualTo(new Printer(2));
        }
    }

    @Test
    void syncShowsWhatTheServerHas() {
        try (AteServer server = AteServer.inMemory();
                AteClient one = AteClient.create(server.address());
                AteClient other = AteClient.create(server.address());
                KeyBundle alice = KeyBundle.generate();
                Chain hers = one.open("example.com/alice/printers", Session.of(alice));
                Chain his = other.openExisting("example.com/alice/printers", Session.of(alice))) {
            DaoRef<Printer> printer = hers.store(new Printer(0));
            hers.with(Scope.NONE).overwrite(printer, new Printer(7));
            hers.sync();
            // guide: sync
            his.sync();
            // end
            assertThat(his.get(printer)).isEqualTo(new Printer(7));
        }
    }
}

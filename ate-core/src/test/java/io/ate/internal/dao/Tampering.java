package io.ate.internal.dao;

import io.ate.Chain;
import io.ate.DaoRef;
import io.ate.Dio;

/** What somebody does to objects who may write them, and whose program does not refuse it. */
public final class Tampering {
    private Tampering() {}

    public static <T> void overwrite(Chain chain, DaoRef<T> object, T value) {
        chain.run(dio -> overwrite(dio, object, value));
    }

    public static <T> void overwrite(Dio dio, DaoRef<T> object, T value) {
        UnitOfWork unit = (UnitOfWork) dio;
        unit.sight().touch(unit.demandLive(object)).write(unit.chain().values().encode(object.type(), value));
    }

    public static void delete(Chain chain, DaoRef<?> object) {
        chain.run(dio -> {
            UnitOfWork unit = (UnitOfWork) dio;
            unit.delete(unit.sight().touch(unit.demandLive(object)));
        });
    }
}

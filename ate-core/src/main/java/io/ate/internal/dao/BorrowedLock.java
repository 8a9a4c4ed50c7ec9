package io.ate.internal.dao;

import io.ate.DaoRef;
import io.ate.Lock;
import io.ate.Registration;

/** The lock of a unit of work in the hands of its body, which cannot give it back before the commit. Thread-safe. */
record BorrowedLock(HeldLock lock) implements Lock {
    @Override
    public DaoRef<?> ref() {
        return lock.ref();
    }

    @Override
    public Fence fence() {
        return lock.fence();
    }

    @Override
    public boolean isHeld() {
        return lock.isHeld();
    }

    @Override
    public Registration whenLost(Runnable told) {
        return lock.whenLost(told);
    }

    @Override
    public void close() {
        // it is given back when the commit is answered, which needs it
    }

    @Override
    public String toString() {
        return lock.toString();
    }
}

package io.ate.atedb.console;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Which of the three standard streams are terminals. Immutable.
 *
 * @param input whether a person can be asked
 * @param output whether a person reads the results
 * @param error whether a person reads the messages
 */
public record Terminals(boolean input, boolean output, boolean error) {

    /** None of them, as in a pipe or under another program. */
    public static final Terminals NONE = new Terminals(false, false, false);

    private static final int INPUT = 0;
    private static final int OUTPUT = 1;
    private static final int ERROR = 2;

    /** What holds for this process. */
    static Terminals ofProcess() {
        return new Terminals(isTerminal(INPUT), isTerminal(OUTPUT), isTerminal(ERROR));
    }

    /** Asks the C library, since Java knows only of input and output together. */
    @SuppressWarnings("restricted") // isatty(3) takes a number and touches no memory
    private static boolean isTerminal(int descriptor) {
        Linker linker = Linker.nativeLinker();
        MethodHandle isatty = linker.defaultLookup()
                .find("isatty")
                .map(symbol -> linker.downcallHandle(symbol,
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)))
                .orElse(null);
        if (isatty == null) {
            return false; // no POSIX system: then nothing is asked and nothing drawn
        }
        try {
            return (int) isatty.invokeExact(descriptor) == 1;
        } catch (Throwable impossible) {
            throw new IllegalStateException("isatty(3) throws nothing", impossible);
        }
    }
}

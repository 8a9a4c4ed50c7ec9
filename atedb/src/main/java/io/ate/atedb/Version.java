package io.ate.atedb;

import picocli.CommandLine.IVersionProvider;

/** Tells the version that the build wrote into the program's jar. Immutable. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"atedb " + (version == null ? "(not packaged)" : version)};
    }
}

@echo off
rem Runs the gossip command; builds it first, but only when there is no build at all: after a change
rem of the sources, run mvn package. Nor is there a lock: let the first use end before the next.
rem   GOSSIP_JAVA_OPTS  more options for the JVM
setlocal
set "JAR=%~dp0gossip-cli\target\gossip.jar"
if exist "%JAR%" goto run
echo gossip: building, once... 1>&2
pushd "%~dp0"
call mvn -B -q -ntp -Dmaven.test.skip=true -Dspotless.check.skip=true -pl gossip-cli -am package 1>&2
set BUILT=%ERRORLEVEL%
popd
if not "%BUILT%"=="0" (
  echo gossip: the build failed; see above 1>&2
  exit /b 1
)
:run
set JAVA=java
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
set OPTIONS=
if "%~1"=="node" set OPTIONS=-XX:+UseSerialGC -Xmx256m
if "%~1"=="demo" set OPTIONS=-XX:+UseSerialGC -Xmx256m
if "%~1"=="simulate" set OPTIONS=-XX:MaxRAMPercentage=50
"%JAVA%" %OPTIONS% %GOSSIP_JAVA_OPTS% -jar "%JAR%" %*

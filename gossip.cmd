@echo off
rem Runs the gossip command. Builds it first, but only if there is no build at all: after changing
rem sources, run mvn package. There is no lock either: let the first use end before the next.
rem   GOSSIP_JAVA_OPTS  more options for the JVM; they override the options given here
setlocal
set JAVA=java
if not defined JAVA_HOME goto java_found
set "JAVA=%JAVA_HOME%\bin\java.exe"
if exist "%JAVA%" goto java_found
echo gossip: JAVA_HOME is %JAVA_HOME%, but there is no bin\java.exe in it; set JAVA_HOME to the folder of a JDK, or unset it to use the java in PATH 1>&2
exit /b 1
:java_found
set "JAR=%~dp0gossip-cli\target\gossip.jar"
if exist "%JAR%" goto run
echo gossip: building the command, once; this takes one or two minutes, and a few more if Maven has to download libraries (about 140 MB) 1>&2
pushd "%~dp0"
rem Shows only progress and errors.
call mvn -B -ntp -Dstyle.color=never -Dmaven.test.skip=true -Dspotless.check.skip=true -pl gossip-cli -am package 2>&1 | findstr /c:"Building Gossip" /c:"[ERROR]" 1>&2
popd
if not exist "%JAR%" (
  echo gossip: the build failed, see above 1>&2
  exit /b 1
)
:run
rem The JVM refuses to start with two garbage collectors, or with an initial heap above the maximum,
rem so the user's options replace those given here.
set COLLECTOR=-XX:+UseSerialGC
set PARALLEL=-XX:+UseParallelGC
set YOUNG=-XX:NewRatio=5
set HEAP=-Xmx256m
set SHARE=-XX:MaxRAMPercentage=50
echo " %GOSSIP_JAVA_OPTS% %JDK_JAVA_OPTIONS% %JAVA_TOOL_OPTIONS% " | findstr /r /c:" -XX:+Use[A-Za-z]*GC " >nul && set COLLECTOR=&& set PARALLEL=&& set YOUNG=
echo " %GOSSIP_JAVA_OPTS% %JDK_JAVA_OPTIONS% %JAVA_TOOL_OPTIONS% " | findstr /r /c:" -Xm[sx]" /c:" -XX:[A-Za-z]*HeapSize=" /c:" -XX:[A-Za-z]*RAM" >nul && set HEAP=&& set SHARE=
echo " %GOSSIP_JAVA_OPTS% %JDK_JAVA_OPTIONS% %JAVA_TOOL_OPTIONS% " | findstr /r /c:" -Xmn" /c:" -XX:[A-Za-z]*NewSize=" /c:" -XX:NewRatio=" >nul && set YOUNG=
rem Nodes stay: in a network of 100,000 or more they get more of the heap than two thirds. Arguments
rem keep the quotes that they have: within others, the shell would run what follows an & in them.
echo gossip %* | findstr /r /c:" --nodes[ =][1-9][0-9][0-9][0-9][0-9][0-9]" >nul || set YOUNG=
set OPTIONS=
if "%~1"=="node" set OPTIONS=%COLLECTOR% %HEAP%
if "%~1"=="demo" set OPTIONS=%COLLECTOR% %HEAP%
if "%~1"=="simulate" set OPTIONS=%PARALLEL% %YOUNG% %SHARE%
if "%~1"=="sweep" set OPTIONS=%PARALLEL% %SHARE%
if "%~1"=="lint-scores" set OPTIONS=%PARALLEL% %SHARE%
rem The command writes UTF-8. Sets the console to UTF-8 and restores its code page afterwards.
set PAGE=
for /f "tokens=2 delims=:." %%p in ('chcp 2^>nul') do set PAGE=%%p
chcp 65001 >nul 2>&1
"%JAVA%" %OPTIONS% %GOSSIP_JAVA_OPTS% -jar "%JAR%" %*
set CODE=%ERRORLEVEL%
if defined PAGE chcp %PAGE% >nul 2>&1
exit /b %CODE%

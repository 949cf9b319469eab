@echo off
rem What launch.sh does with an archive of classes, with which Java starts in half the time. The launchers of a clone and
rem of the distribution call it with JAVA, FEATURE, UNSAFE, ARGS, JAR (an option, or nothing), ARCHIVE and EXAMPLE; it
rem sets SHARE, to nothing where there is no archive. Only speed is lost without.
set "SHARE="

rem An archive is good for the Java that made it, known by its release file; Java ignores one that does not fit its jars.
set "FOUND="
for %%j in ("%JAVA%") do set "FOUND=%%~$PATH:j"
if not defined FOUND set "FOUND=%JAVA%"
for %%j in ("%FOUND%") do set "RELEASE=%%~dpj..\release"
if not exist "%RELEASE%" exit /b 0
fc /b "%RELEASE%" "%ARCHIVE%.release" >nul 2>&1
if not errorlevel 1 goto share

set "WORK=%ARCHIVE%.%RANDOM%"
mkdir "%WORK%" 2>nul
if errorlevel 1 exit /b 0
copy /y "%RELEASE%" "%WORK%\release" >nul
call :make >"%WORK%\log" 2>&1
if exist "%ARCHIVE%" del /f /q "%ARCHIVE%" >nul 2>&1
if exist "%WORK%\archive" move /y "%WORK%\archive" "%ARCHIVE%" >nul 2>&1
move /y "%WORK%\release" "%ARCHIVE%.release" >nul 2>&1
rd /s /q "%WORK%" 2>nul

:share
if not exist "%ARCHIVE%" exit /b 0
rem Java 17 crashes when a recorder or an agent that wants to see each class as it is loaded meets an archive.
echo "%JAVA_OPTS% %JAVA_TOOL_OPTIONS% %JDK_JAVA_OPTIONS%" | findstr /c:"FlightRecord" /c:" -agent" /c:" -javaagent" >nul
if not errorlevel 1 exit /b 0
if %FEATURE% geq 25 (
  set SHARE="-XX:AOTCache=%ARCHIVE%" -Xlog:aot=off,cds=off
) else (
  set SHARE="-XX:SharedArchiveFile=%ARCHIVE%" -Xlog:cds=off
)
exit /b 0

:make
setlocal
set "JACOBIAN_DEVICE="
set "JAVA_TOOL_OPTIONS="
set "JDK_JAVA_OPTIONS="
set TRAIN=dev.jacobian.cli.Main train "%EXAMPLE%" --set device=cpu --out "%WORK%\run"
if %FEATURE% geq 25 (
  "%JAVA%" "@%ARGS%" %UNSAFE% %JAR% "-XX:AOTCacheOutput=%WORK%\archive" %TRAIN%
  exit /b
)
"%JAVA%" "@%ARGS%" %UNSAFE% %JAR% "-XX:DumpLoadedClassList=%WORK%\list" %TRAIN%
if errorlevel 1 exit /b 1
"%JAVA%" "@%ARGS%" %UNSAFE% %JAR% -Xshare:dump "-XX:SharedClassListFile=%WORK%\list" "-XX:SharedArchiveFile=%WORK%\archive"
exit /b
